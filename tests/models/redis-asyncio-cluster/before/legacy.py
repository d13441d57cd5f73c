"""What has no counterpart keeps its client, and all that is done with it, as it was."""
import redis
from redis.cluster import ClusterNode


def watch(nodes):
    cluster = redis.RedisCluster(startup_nodes=nodes)
    cluster.set("a", 1)
    with cluster.monitor() as monitor:
        print(monitor.next_command())
    cluster.close()


def node_by_node():
    cluster = redis.RedisCluster(url="redis://localhost:7000")
    for node in cluster.get_nodes():
        print(node.redis_connection.info())
    cluster.close()


watch([ClusterNode("localhost", 7001)])
node_by_node()
