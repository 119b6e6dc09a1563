using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    [Fact]
    public async Task Erase_RemovesTheRunsValuesForGoodAndLeavesItsChain()
    {
        ChainLedger ledger = await NewLedgerAsync(), elsewhere = await NewLedgerAsync();
        LedgerEvent personal = Event("""{"a":"secret","b":{"c":1}}""").WithPersonal("/a", "/b/c");
        await ledger.AppendBatchAsync("run", [Event(), personal, Event(), personal]);
        await ledger.AppendAsync("another", personal);
        List<string> before = [.. (await ReadAsync(ledger, "run")).Select(static r => Text(r.Canonical) + r.Hash)];

        long erased = await ledger.EraseAsync("run"), again = await elsewhere.EraseAsync("run");

        (erased, again, await ledger.EraseAsync("unknown")).Should().Be((4, 0, 0));
        List<StoredEvent> rows = await ReadAsync(elsewhere, "run");
        rows.Select(static r => Text(r.Canonical) + r.Hash).Should().Equal(before);
        rows.Should().OnlyContain(static r => r.PersonalValues.IsEmpty);
        rows[1].RevealData().ToArray().Should().Equal(rows[1].GetData().ToArray());
        VerifyReport report = (await elsewhere.VerifyAsync("run", new VerifyOptions { Strict = true }))!;
        (report.Status, report.Ok, report.FindingCount, report.RedactedCount).Should().Be((VerifyStatus.Intact, true, 0, 4));
        report.Redacted.Should().Equal(new(2, "/a"), new(2, "/b/c"), new(4, "/a"), new(4, "/b/c"));
        (await elsewhere.VerifyAsync("another"))!.RedactedCount.Should().Be(0);
        (await ReadAsync(elsewhere, "another")).Single().PersonalValues.Should().HaveCount(2);
    }

    [Fact]
    public async Task Erase_ThenAppend_KeepsTheNewValues()
    {
        ChainLedger ledger = await NewLedgerAsync();
        LedgerEvent personal = Event("""{"a":1}""").WithPersonal("/a");
        await ledger.AppendAsync("run", personal);
        await ledger.EraseAsync("run");

        await ledger.AppendAsync("run", personal);

        (await ReadAsync(ledger, "run")).Select(static r => r.PersonalValues.Length).Should().Equal(0, 1);
        (await ledger.VerifyAsync("run"))!.Redacted.Should().Equal(new RedactedValue(1, "/a"));
    }

    [Fact]
    public async Task Verify_ManyErasedValues_ListsTheFirstAndCountsAll()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.AppendBatchAsync("run", [.. Enumerable.Range(0, 30).Select(static _ => Event("""{"a":1}""").WithPersonal("/a"))]);

        await ledger.EraseAsync("run");

        VerifyReport report = (await ledger.VerifyAsync("run"))!;
        (report.Redacted.Length, report.RedactedCount, report.Redacted[^1].Seq).Should().Be((VerifyReport.MaxRedacted, 30, 20));
    }

    [Fact]
    public async Task Key_RepeatWithPersonalValues_IsHeldAgainstTheStoredOnes()
    {
        ChainLedger ledger = await NewLedgerAsync();
        AppendOptions once = new() { IdempotencyKey = "once" };
        LedgerEvent[] Batch(string first, string second, string kept = "1") =>
            [Event($$"""{"a":{{first}},"k":{{kept}}}""").WithPersonal("/a"), Event(), Event($$"""{"a":{{second}},"b":2}""").WithPersonal("/a", "/b")];
        async Task RefusedAsync(LedgerEvent[] batch) =>
            (await FluentActions.Awaiting(() => ledger.AppendBatchAsync("run", batch, once).AsTask()).Should().ThrowAsync<LedgerException>()).Which.Code.Should().Be("idempotency_key_reused");
        await ledger.AppendAsync("run", Event("""{"a":"other"}""").WithPersonal("/a"));
        IReadOnlyList<AppendReceipt> first = await ledger.AppendBatchAsync("run", Batch("\"x\"", "[1,2]"), once);
        await ledger.AppendAsync("run", Event("""{"a":"other"}""").WithPersonal("/a"));

        (await (await NewLedgerAsync()).AppendBatchAsync("run", Batch("\"x\"", "[ 1.0, 2 ]"), once)).Should().Equal(first, "the salts of a repeat are others, its values are not");
        await RefusedAsync(Batch("\"y\"", "[1,2]"));
        await RefusedAsync(Batch("\"x\"", "[2,1]"));
        await RefusedAsync(Batch("\"x\"", "[1,2]", kept: "2"));
        await RefusedAsync([Event("""{"a":"x","k":1}"""), Event(), Event("""{"a":[1,2],"b":2}""")]);

        (await ledger.GetHeadAsync("run"))!.Seq.Should().Be(5);
        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task Key_RepeatAfterErasure_IsTheRepeatWhateverItsPersonalValues()
    {
        ChainLedger ledger = await NewLedgerAsync();
        AppendOptions once = new() { IdempotencyKey = "once" };
        LedgerEvent Personal(string value, int kept = 1) => Event($$"""{"a":"{{value}}","k":{{kept}}}""").WithPersonal("/a");
        AppendReceipt first = await ledger.AppendAsync("run", Personal("x"), once);
        await ledger.EraseAsync("run");

        (await ledger.AppendAsync("run", Personal("x"), once)).Should().Be(first);
        (await ledger.AppendAsync("run", Personal("y"), once)).Should().Be(first, "nothing is left to compare with");
        (await Refusal(ledger, Personal("x", kept: 2), once)).Code.Should().Be("idempotency_key_reused");
        (await ledger.EraseAsync("run")).Should().Be(0, "a repeat brings no value back");
    }
}
