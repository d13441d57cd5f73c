def test_ping(client):
    assert client.get("/ping").data == b"pong"


def test_accounts(client):
    first = client.post("/accounts/", json={"owner": "ann", "balance": "10.50"})
    assert first.status_code == 201
    assert first.get_json()["balance"] == "10.50"
    assert client.post("/accounts/", json={"owner": "ann"}).status_code == 400
    assert client.post("/accounts/", json={"owner": "bob"}).get_json()["id"] > 1
    assert [account["owner"] for account in client.get("/accounts/").get_json()] == ["ann", "bob"]
    assert client.get("/accounts/99").status_code == 404


def test_transfer(client):
    a = client.post("/accounts/", json={"owner": "ann", "balance": "10"}).get_json()["id"]
    b = client.post("/accounts/", json={"owner": "bob", "balance": "1"}).get_json()["id"]
    assert (
        client.post(f"/accounts/{a}/transfer", json={"to": b, "amount": "4"}).get_json()["balance"] == "6.00"
    )
    assert client.post(f"/accounts/{a}/transfer", json={"to": b, "amount": "40"}).status_code == 400
    assert client.post(f"/accounts/{a}/transfer", json={"to": 77, "amount": "4"}).status_code == 404
    assert client.get("/reports/total").get_json() == {"total": "11.00", "owners": ["ann", "bob"]}
    assert client.get("/reports/transfers.csv").text.splitlines() == ["source,target,amount", f"{a},{b},4.00"]
