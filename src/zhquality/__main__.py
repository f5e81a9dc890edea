"""``python -m zhquality``."""

from zhquality.cli import main

if __name__ == "__main__":
    main()
