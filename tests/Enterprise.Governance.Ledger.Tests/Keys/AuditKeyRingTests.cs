namespace Enterprise.Governance.Ledger.Tests.Keys;

public sealed class AuditKeyRingTests
{
    private const string Mark = "SECRET-MARK";

    [Theory]
    [InlineData(null, null, "no audit key is given; set AUDIT_SECRET or AUDIT_KEYS_JSON")]
    [InlineData("", "", "no audit key is given; set AUDIT_SECRET or AUDIT_KEYS_JSON")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK" oops]""", "AUDIT_KEYS_JSON is not JSON (line 1, column 37)")]
    [InlineData(null, """{"kid":"k1","secret":"SECRET-MARK"}""", "AUDIT_KEYS_JSON must be an array of at least one key")]
    [InlineData(null, "[]", "AUDIT_KEYS_JSON must be an array of at least one key")]
    [InlineData(null, """["SECRET-MARK"]""", "key 0 of AUDIT_KEYS_JSON is not an object")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK","algo":"x"}]""", "key 0 of AUDIT_KEYS_JSON has the unknown member `algo`; known are kid, secret, alg and active")]
    [InlineData(null, """[{"secret":"SECRET-MARK"}]""", "key 0 of AUDIT_KEYS_JSON has no `kid`")]
    [InlineData(null, """[{"kid":"k1"}]""", "key `k1` of AUDIT_KEYS_JSON has no `secret`")]
    [InlineData(null, """[{"kid":"k1","secret":""}]""", "key `k1` of AUDIT_KEYS_JSON has no `secret`")]
    [InlineData(null, """[{"kid":"k 1","secret":"SECRET-MARK"}]""", "key 0 of AUDIT_KEYS_JSON: a key id has 1 to 64 characters of letters, digits, `.`, `_` and `-`")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK","alg":"md5"}]""", "key 0 of AUDIT_KEYS_JSON: the algorithm of key `k1` must be `sha256` or `hmac-sha256`")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK","alg":1}]""", "key 0 of AUDIT_KEYS_JSON: the algorithm of key `k1` must be `sha256` or `hmac-sha256`")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK","active":"yes"}]""", "`active` of key `k1` must be true or false")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK","active":true},{"kid":"k2","secret":"SECRET-MARK2","active":true}]""", "AUDIT_KEYS_JSON has 2 active keys; exactly one must have `\"active\":true`")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK"},{"kid":"k2","secret":"SECRET-MARK2"}]""", "AUDIT_KEYS_JSON has 0 active keys; exactly one must have `\"active\":true`")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK","active":true},{"kid":"k1","secret":"SECRET-MARK2"}]""", "the key id `k1` is given twice")]
    [InlineData(null, """[{"kid":"k1","secret":"SECRET-MARK","active":true},{"kid":"k2","secret":"SECRET-MARK"}]""", "the keys `k1` and `k2` have the same secret; each key needs its own")]
    [InlineData("SECRET-MARK", """[{"kid":"k0","secret":"SECRET-MARK2","active":true}]""", "AUDIT_SECRET and AUDIT_KEYS_JSON give different secrets for `k0`; remove one of them")]
    [InlineData("SECRET-MARK", """[{"kid":"k1","secret":"SECRET-MARK","active":true}]""", "the keys `k1` and `k0` have the same secret; each key needs its own")]
    public void Parse_Wrong_SaysWhatWithoutAnySecret(string? secret, string? json, string message)
    {
        LedgerException e = FluentActions.Invoking(() => AuditKeyRing.Parse(secret, json)).Should().Throw<LedgerException>().Which;

        (e.Code, e.Message).Should().Be(("audit_keys_invalid", message));
        e.ToString().Should().NotContain(Mark);
    }

    [Theory]
    [InlineData("lone", null, "k0", "k0")]
    [InlineData(null, """[{"kid":"k7","secret":"a"}]""", "k7", "k7")]
    [InlineData("lone", """[{"kid":"k1","secret":"a","active":true}]""", "k1", "k0 k1")]
    [InlineData("lone", """[{"kid":"k1","secret":"a"}]""", "k0", "k0 k1")]
    [InlineData("lone", """[{"kid":"k0","secret":"lone","alg":"hmac-sha256"},{"kid":"k1","secret":"a","active":true},]""", "k1", "k0 k1")]
    public void Parse_Right_GivesTheRing(string? secret, string? json, string active, string kids)
    {
        AuditKeyRing ring = AuditKeyRing.Parse(secret, json);

        ring.Active.Kid.Should().Be(active);
        string.Join(' ', ring.Keys.Select(static k => k.Kid)).Should().Be(kids);
        ring.Active.ToString().Should().Be($"{active} (sha256)");
    }

    [Fact]
    public void FindWeaknesses_NamesEveryWeakKeyAndNoSecret()
    {
        AuditKeyRing ring = new(new AuditKey("k0", "short"), new AuditKey("k1", "Changemechangemechangemechangeme"), new AuditKey("k2", new string('x', 40)), new AuditKey("k3", "31 bytes of some secret, one off"[..31]), new AuditKey("k4", "thirty-two bytes of some secret!"));

        ring.FindWeaknesses().Should().Equal(
            "the secret of audit key `k0` has 5 bytes; at least 32 random ones are needed",
            "the secret of audit key `k1` is a known sample; use 32 random bytes of your own",
            "the secret of audit key `k2` is a known sample; use 32 random bytes of your own",
            "the secret of audit key `k3` has 31 bytes; at least 32 random ones are needed");
    }
}
