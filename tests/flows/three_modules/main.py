"""Made in one module, kept on `self` in another, passed unannotated to a third that iterates its cursor."""

from service import Service


def main():
    service = Service()
    service.start()
    service.fill()
    print(service.report())
    service.stop()


if __name__ == "__main__":
    main()
