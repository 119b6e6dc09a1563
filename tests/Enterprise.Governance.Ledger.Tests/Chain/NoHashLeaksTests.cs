using System.Text.RegularExpressions;
using Enterprise.Governance.Ledger.Tests.Support;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>What an append refuses is told without hashes, digests, payload and secrets.</summary>
public sealed partial class NoHashLeaksTests
{
    [Fact]
    public async Task Exceptions_HoldNoHashNoPayloadAndNoSecret()
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = files.Open();
        AppendOptions once = new() { IdempotencyKey = "once" };
        await ledger.AppendAsync("run", Reports.Event("""{"a":1}"""), once);
        AppendOptions personal = new() { IdempotencyKey = "personal" };
        await ledger.AppendAsync("run", Reports.Event("""{"a":1}""").WithPersonal("/a"), personal);
        using (ChainLedger newer = files.Open(new AuditKeyRing(new AuditKey("k1", "the newer secret"), new AuditKey("k0", LedgerFiles.Secret))))
            await newer.AppendAsync("newer", Reports.Event());
        using ChainLedger changed = files.Open(new AuditKeyRing(new AuditKey("k0", "PAYLOAD-MARK other secret")));
        Func<Task>[] refused =
        [
            () => ledger.AppendAsync("run", Reports.Event("""{"a":"PAYLOAD-MARK"}"""), once).AsTask(),
            () => ledger.AppendAsync("run", Reports.Event(), new AppendOptions { ExpectedSeq = 9 }).AsTask(),
            () => ledger.AppendAsync("run", Reports.Event("""{"a":"PAYLOAD-MARK","a":1}""")).AsTask(),
            () => ledger.AppendAsync("run", Reports.Event($$"""{"a":"PAYLOAD-MARK{{new string('x', 2_000_000)}}"}""")).AsTask(),
            () => ledger.AppendAsync("newer", Reports.Event("""{"a":"PAYLOAD-MARK"}""")).AsTask(),
            () => changed.AppendAsync("run", Reports.Event()).AsTask(),
            () => ledger.AppendAsync("run", Reports.Event("""{"a":"PAYLOAD-MARK"}""").WithPersonal("/a/0")).AsTask(),
            () => ledger.AppendAsync("run", Reports.Event("""{"a":"PAYLOAD-MARK"}""").WithPersonal("/a"), personal).AsTask(),
        ];

        List<string> codes = [];
        foreach (Func<Task> append in refused)
        {
            LedgerException e = (await append.Should().ThrowAsync<LedgerException>()).Which;
            codes.Add(e.Code);
            Hexadecimal().IsMatch(e.ToString()).Should().BeFalse(e.ToString());
            e.ToString().Should().NotContain("PAYLOAD-MARK").And.NotContain(LedgerFiles.Secret);
        }

        codes.Should().Equal("idempotency_key_reused", "unexpected_seq", "event_not_canonical", "event_too_large", "audit_key_behind", "audit_key_changed", "personal_pointer_invalid", "idempotency_key_reused");
    }

    [GeneratedRegex("[0-9a-fA-F]{32}")]
    private static partial Regex Hexadecimal();
}
