"""QR codes in pictures, by ZXing and, behind it, ZBar."""
