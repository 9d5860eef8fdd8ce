"""Pictures and printed pages: PNG with Pillow, PDF with reportlab. Data in, bytes out; slow, so call in a thread."""
