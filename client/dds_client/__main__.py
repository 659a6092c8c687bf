"""`python -m dds_client` is `dds`."""

from dds_client.commands.main import main

if __name__ == "__main__":
    main()
