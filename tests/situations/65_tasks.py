"""Tasks of Celery and jobs of APScheduler stay synchronous and run their coroutine on one event loop."""  # slow

import datetime
import sqlite3
import threading

from apscheduler.schedulers.background import BackgroundScheduler
from celery import Celery

app = Celery("shop", broker="memory://", backend="cache+memory://")
app.conf.task_always_eager = True


def doubled(number):
    conn = sqlite3.connect(":memory:")
    try:
        return conn.execute("SELECT ? * 2", (number,)).fetchone()[0]
    finally:
        conn.close()


@app.task
def twice(number):
    return doubled(number)  # -> return run_coroutine(_twice(number))


done = threading.Event()


def job():
    print("job", doubled(7))  # -> print("job", await doubled(7))
    done.set()


def main():
    print(twice.delay(4).get())
    scheduler = BackgroundScheduler()
    scheduler.add_job(job, "interval", minutes=9, next_run_time=datetime.datetime.now())
    scheduler.start()
    done.wait(10)
    scheduler.shutdown()


if __name__ == "__main__":
    main()
