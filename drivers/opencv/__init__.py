"""Cameras, films and folders of images through OpenCV."""
