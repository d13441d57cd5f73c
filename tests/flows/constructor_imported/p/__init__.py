from .repo import Repo as Repository
