using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    [Fact]
    public async Task Rotation_DistributeThenActivate_GivesGenerationsInOrder()
    {
        ChainLedger before = await NewLedgerAsync(new AuditKeyRing(OldKey, NewKey));
        await before.AppendAsync("run", Event());
        ChainLedger after = await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey));
        await after.AppendAsync("run", Event());

        await before.AppendAsync("run", Event());
        await before.AppendAsync("another", Event());

        (await ReadAsync(before, "run")).Select(static r => (r.Kid, r.Alg)).Should().Equal(
            [("k0", "sha256"), ("k1", "hmac-sha256"), ("k1", "hmac-sha256")], "a writer whose active key is older uses the head's");
        (await ReadAsync(before, "another")).Single().Kid.Should().Be("k0");
        (await before.GetHeadAsync("run"))!.KeyGeneration.Should().Be(2);
        (await before.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task Append_HeadHasANewerKeyThanTheRing_IsTransientAndStoresNothing()
    {
        ChainLedger behind = await NewLedgerAsync(new AuditKeyRing(OldKey));
        await behind.AppendAsync("run", Event());
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run", Event());

        LedgerException refused = (await FluentActions.Awaiting(() => behind.AppendAsync("run", Event()).AsTask()).Should().ThrowAsync<LedgerException>()).Which;

        (refused.Code, refused.IsTransient, refused.Message).Should().Be(("audit_key_behind", true, "the run was continued with a newer audit key, `k1`, which this process does not have yet"));
        (await behind.GetHeadAsync("run"))!.Seq.Should().Be(2);
        VerifyReport report = (await behind.VerifyAsync("run"))!;
        (report.Status, report.Ok, report.Findings.Single()).Should().Be((VerifyStatus.UnknownKey, false, new VerifyFinding(2, VerifyFindingKind.UnknownKey, "k1")));
    }

    [Fact]
    public async Task Open_KnownKidWithAnotherSecretOrAlgorithm_IsRefusedAndRegistersNothing()
    {
        await (await NewLedgerAsync()).OpenAsync();

        foreach (AuditKey changed in (AuditKey[])[new("k0", "another secret under the same id, no good"), new("k0", "the first secret of the conformance tests", AuditKeyAlgorithm.HmacSha256)])
        {
            ChainLedger ledger = await NewLedgerAsync(new AuditKeyRing(new AuditKey("k9", "a key that comes along with the bad one"), changed));
            LedgerException refused = (await FluentActions.Awaiting(() => ledger.OpenAsync().AsTask()).Should().ThrowAsync<LedgerException>()).Which;
            (refused.Code, refused.Message).Should().Be(("audit_key_changed", "the audit key `k0` is not the one this database was written with; give a new secret a new kid"));
        }

        ILedgerSnapshot snapshot = await (await OpenAsync()).OpenSnapshotAsync(default);
        await using (snapshot)
            (await snapshot.ReadKeysAsync(default)).Select(static k => (k.Kid, k.Generation)).Should().Equal(("k0", 1L));
    }

    [Fact]
    public async Task KeyUsage_CountsTheEventsThatNameEachKey()
    {
        ChainLedger before = await NewLedgerAsync(new AuditKeyRing(OldKey, NewKey));
        await before.AppendBatchAsync("run", [Event(), Event()]);
        await before.AppendAsync("another", Event());
        Clock.Advance(TimeSpan.FromDays(1));
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey, new AuditKey("k2", "the third secret of the conformance tests")))).AppendBatchAsync("run", [Event(), Event()]);

        ILedgerSnapshot snapshot = await (await OpenAsync()).OpenSnapshotAsync(default);
        await using (snapshot)
        {
            (await snapshot.ReadKeyUsageAsync(default).ToListAsync()).Should().Equal(
                [
                    new AuditKeyUsage("k0", 3, 2, 1, 2, "2026-11-22T19:00:00.123456Z", "2026-11-22T19:00:00.123456Z"),
                    new AuditKeyUsage("k1", 2, 1, 3, 4, "2026-11-23T19:00:00.123456Z", "2026-11-23T19:00:00.123456Z"),
                ],
                "a key that no event names is not told of");
        }
    }

    [Fact]
    public async Task Generations_AreSetOnceAtTheFirstActivation()
    {
        foreach (AuditKeyRing ring in (AuditKeyRing[])[new(NewKey, OldKey), new(OldKey, NewKey), new(NewKey, OldKey)])
            await (await NewLedgerAsync(ring)).OpenAsync();

        ILedgerSnapshot snapshot = await (await OpenAsync()).OpenSnapshotAsync(default);
        await using (snapshot)
            (await snapshot.ReadKeysAsync(default)).Select(static k => (k.Kid, k.Generation)).Should().BeEquivalentTo([("k0", (long?)2), ("k1", (long?)1)]);
    }
}
