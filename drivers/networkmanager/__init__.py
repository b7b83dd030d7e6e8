"""Ethernet and Wi-Fi by way of NetworkManager."""
