import os


class Config:
    TESTING = False
    POOL_MIN = 1
    POOL_MAX = 5

    def __init__(self):
        self.DATABASE_URL = os.environ["DATABASE_URL"]
