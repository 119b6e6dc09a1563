using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    [Fact]
    public async Task Refresh_TwoProcessesOneAfterTheOtherUnderLoad_LosesNoAppend()
    {
        const int Writers = 4, EventsEach = 30;
        AuditKeyRing before = new(OldKey), after = new(NewKey, OldKey);
        SwitchableKeys first = new(before), second = new(before);
        (ChainLedger Ledger, LiveAuditKeys Keys)[] processes = [await NewProcessAsync(first), await NewProcessAsync(second)];
        TaskCompletionSource firstIsNew = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int appended = 0;

        await Task.WhenAll(Enumerable.Range(0, 2 * Writers).Select(async writer =>
        {
            for (int i = 0; i < EventsEach; i++)
            {
                // The run that both write is reached by the new key while the second process has none of it.
                await processes[writer % 2].Ledger.AppendAsync(i % 2 == 0 ? "shared" : $"run-{writer}", Event());
                int count = Interlocked.Increment(ref appended);
                if (count == Writers * EventsEach / 2)
                {
                    first.Ring = after;
                    second.Ring = after;
                    (await processes[0].Keys.RefreshAsync()).Should().BeTrue();
                    firstIsNew.SetResult();
                }
            }
        }));
        await firstIsNew.Task;
        (await processes[1].Keys.RefreshAsync()).Should().BeTrue();
        await processes[1].Ledger.AppendAsync("last", Event());

        long stored = 0;
        await foreach (VerifyReport report in processes[1].Ledger.VerifyAllAsync())
        {
            report.Status.Should().Be(VerifyStatus.Intact);
            stored += report.Checked;
        }

        stored.Should().Be((2 * Writers * EventsEach) + 1);
        (await ReadAsync(processes[0].Ledger, "shared")).Select(static row => row.Kid).Distinct().Should().Equal("k0", "k1");
        (await ReadAsync(processes[0].Ledger, "last")).Single().Kid.Should().Be("k1", "the second process has activated it too");
    }

    [Fact]
    public async Task Append_HeadHasANewerKey_AsksTheProviderBeforeItFails()
    {
        SwitchableKeys behind = new(new AuditKeyRing(OldKey));
        (ChainLedger ledger, LiveAuditKeys keys) = await NewProcessAsync(behind);
        await ledger.AppendAsync("run", Event());
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run", Event());

        LedgerException refused = (await FluentActions.Awaiting(() => ledger.AppendAsync("run", Event()).AsTask()).Should().ThrowAsync<LedgerException>()).Which;
        behind.Ring = new AuditKeyRing(OldKey, NewKey);
        AppendReceipt receipt = await ledger.AppendAsync("run", Event());

        refused.Code.Should().Be("audit_key_behind");
        receipt.Seq.Should().Be(3);
        (await ReadAsync(ledger, "run")).Select(static row => row.Kid).Should().Equal("k0", "k1", "k1");
        keys.Failure.Should().BeNull();
    }

    [Fact]
    public async Task Refresh_RingThatMayNotBe_IsRefusedAsAWholeAndTheLastGoodOneStays()
    {
        const string Weak = "too short";
        SwitchableKeys provider = new(new AuditKeyRing(OldKey));
        (ChainLedger ledger, LiveAuditKeys keys) = await NewProcessAsync(provider, new LedgerOptions { RefuseWeakKeys = true });
        await ledger.AppendAsync("run", Event());

        foreach ((AuditKeyRing ring, string code) in ((AuditKeyRing, string)[])
            [
                (new AuditKeyRing(NewKey), "audit_keys_invalid"),
                (new AuditKeyRing(NewKey, new AuditKey("k0", "another secret under the same id, no good")), "audit_key_changed"),
                (new AuditKeyRing(NewKey, OldKey, new AuditKey("k2", Weak)), "audit_keys_invalid"),
            ])
        {
            provider.Ring = ring;
            (await keys.RefreshAsync()).Should().BeFalse();
            keys.Failure.Should().Be(code);
            await ledger.AppendAsync("run", Event());
        }

        provider.Failure = new InvalidOperationException(Weak);
        (await keys.RefreshAsync()).Should().BeFalse();
        keys.Failure.Should().Be("audit_keys_unavailable");
        await ledger.AppendAsync("run", Event());
        (await ReadAsync(ledger, "run")).Select(static row => row.Kid).Distinct().Should().Equal("k0");
        ILedgerSnapshot snapshot = await (await OpenAsync()).OpenSnapshotAsync(default);
        await using (snapshot)
            (await snapshot.ReadKeysAsync(default)).Select(static key => key.Kid).Should().Equal(["k0"], "nothing of a refused ring is registered");
        (provider.Failure, provider.Ring) = (null, new AuditKeyRing(NewKey, OldKey));
        (await keys.RefreshAsync()).Should().BeTrue();
        keys.Failure.Should().BeNull();
        (await ledger.AppendAsync("run", Event())).Seq.Should().Be(6);
        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task Refresh_KeyThatNoHeadHas_MayBeLeftOut()
    {
        SwitchableKeys provider = new(new AuditKeyRing(OldKey));
        (ChainLedger ledger, LiveAuditKeys keys) = await NewProcessAsync(provider);
        await ledger.AppendAsync("run", Event());
        provider.Ring = new AuditKeyRing(NewKey, OldKey);
        await keys.RefreshAsync();
        await ledger.AppendAsync("run", Event());

        provider.Ring = new AuditKeyRing(NewKey);

        (await keys.RefreshAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Refresh_AskedForByMany_AsksOnce()
    {
        SwitchableKeys provider = new(new AuditKeyRing(OldKey));
        (_, LiveAuditKeys keys) = await NewProcessAsync(provider);
        await keys.OpenAsync();
        TaskCompletionSource answer = new();
        provider.Open = answer.Task;

        Task<bool>[] refreshes = [.. Enumerable.Range(0, 8).Select(_ => keys.RefreshAsync().AsTask())];
        answer.SetResult();

        (await Task.WhenAll(refreshes)).Should().OnlyContain(static ok => ok);
        provider.Asked.Should().Be(2, "once to open, once for all of them");
    }

    [Fact]
    public async Task Open_ProviderFails_SaysSoWithoutWhatItSays()
    {
        (ChainLedger ledger, _) = await NewProcessAsync(new SwitchableKeys(new AuditKeyRing(OldKey)) { Failure = new InvalidOperationException("the secret is hunter2") });

        LedgerException failed = (await FluentActions.Awaiting(() => ledger.OpenAsync().AsTask()).Should().ThrowAsync<LedgerException>()).Which;

        (failed.Code, failed.IsTransient, failed.Message).Should().Be(("audit_keys_unavailable", true, "the audit key provider `SwitchableKeys` failed with InvalidOperationException"));
        failed.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Verify_DatabaseHasAKeyThatTheRingLacks_AsksTheProvider()
    {
        SwitchableKeys provider = new(new AuditKeyRing(OldKey));
        (ChainLedger ledger, _) = await NewProcessAsync(provider);
        await ledger.AppendAsync("run", Event());
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run", Event());
        provider.Ring = new AuditKeyRing(NewKey, OldKey);

        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    protected async Task<(ChainLedger Ledger, LiveAuditKeys Keys)> NewProcessAsync(IAuditKeyProvider provider, LedgerOptions? options = null)
    {
        ILedgerStore store = await OpenAsync();
        ChainSealer sealer = new(options, Clock);
        LiveAuditKeys keys = new(provider, store, sealer, options);
        ChainLedger ledger = new(store, sealer, keys: keys);
        _ledgers.Add(ledger);
        return (ledger, keys);
    }
}
