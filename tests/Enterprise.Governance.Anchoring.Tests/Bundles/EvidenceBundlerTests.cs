using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>What goes into a bundle, and of which runs there is none.</summary>
public sealed class EvidenceBundlerTests
{
    [Fact]
    public async Task Bundle_HasEventsPolicySetsAndProof_AndTheSummarySaysSo()
    {
        await using BundledRun run = await BundledRun.CreateAsync();

        (byte[] bundle, byte[] personal, EvidenceSummary summary) = await run.BundleAsync();

        Encoding.UTF8.GetString(bundle).Split('\n').Should().HaveCount(1 + BundledRun.Events + 2 + 1 + 1).And.Subject.Last().Should().BeEmpty("every line ends with a line feed");
        Encoding.UTF8.GetString(personal).Split('\n').Should().HaveCount(3);
        summary.Should().Be(new EvidenceSummary(bundle.Length, Convert.ToHexStringLower(SHA256.HashData(bundle)), 2, 1, 1));
        Encoding.UTF8.GetString(bundle).Should().NotContain("ann@example.com", "personal values are in a file of their own");
        (await BundledRun.VerifyAsync(bundle, AnchoredDatabase.Ring, personal)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task Bundle_OfTheSameRun_IsTheSame_HoweverTheLogGrows()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        byte[] first = (await run.BundleAsync()).Bundle;

        await run.Database.AppendAsync("another", 2);
        await run.AnchorAsync();

        (await run.BundleAsync()).Bundle.Should().Equal(first);
    }

    [Fact]
    public async Task Bundle_EndsAtTheLastLeaf_AndSaysWhatComesBehind()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        await run.Database.AppendAsync(BundledRun.RunId, 3);

        await using IEvidenceExport export = await run.Bundler.OpenAsync(BundledRun.RunId);
        using MemoryStream stream = new();
        await export.WriteAsync(stream);

        (export.RunId, export.Events, export.Unanchored).Should().Be((BundledRun.RunId, BundledRun.Events, 3));
        EvidenceReport report = await BundledRun.VerifyAsync(stream.ToArray());
        (report.Ok, report.Events).Should().Be((true, BundledRun.Events));
    }

    [Fact]
    public async Task Bundle_AfterAChangeOfKeys_IsProvedByTheLargestCheckpoint_WhereOnlyTheNewKeyIsKnown()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        using NoteSigningKey next = NoteSigningKey.Generate(BundledRun.Key.Name);
        byte[] before = (await run.BundleAsync()).Bundle;
        EvidenceBundler onlyNew = new(run.Database.Anchors, AnchoredDatabase.Ring, [next.VerifierKey]);
        (await onlyNew.Awaiting(static bundler => bundler.OpenAsync(BundledRun.RunId).AsTask()).Should().ThrowAsync<EvidenceException>()).Which.Code.Should().Be("checkpoint_not_signed");

        await run.Database.AppendAsync("another", 2);
        await run.AnchorAsync(next.Export(), BundledRun.Key.ToString());

        byte[] after = (await run.BundleAsync(onlyNew)).Bundle;
        (await BundledRun.VerifyAsync(after, keys: next.VerifierKey)).Should().BeEquivalentTo(new { Ok = true, Size = 4L });
        (await BundledRun.VerifyAsync(before, keys: next.VerifierKey)).Findings.Should().Equal(new EvidenceFinding(9, EvidenceFindingKind.UntrustedSignature));
        (await run.BundleAsync()).Bundle.Should().Equal(before, "whoever still knows the old key has the old proof");
    }

    [Fact]
    public async Task Open_RunWithoutEventsInTheLog_SaysWhy()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        await run.Database.AppendAsync("fresh", 1);

        (await CodeAsync(run, "fresh")).Should().Be("run_not_anchored");
        (await CodeAsync(run, "nobody")).Should().Be("run_unknown");
    }

    [Fact]
    public async Task Open_RunWithAForgedTombstone_IsNoArchivedOne()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        run.Database.Forge($"UPDATE anchor_leaves SET bundle_sha256 = '{new string('a', 64)}' WHERE run_id = 'z-run-behind'; DELETE FROM run_events WHERE run_id = 'z-run-behind'; DELETE FROM run_heads WHERE run_id = 'z-run-behind';");

        (await CodeAsync(run, "z-run-behind")).Should().Be("run_tampered");
    }

    [Theory]
    [InlineData("UPDATE run_events SET canonical = replace(canonical, 'send_email', 'send_money') WHERE seq = 3", "hash_mismatch, anchor_mismatch")]
    [InlineData("DELETE FROM run_events WHERE seq = 5", "truncated")]
    [InlineData("UPDATE run_event_values SET value = '1'", "column_mismatch")]
    [InlineData("UPDATE anchor_leaves SET content_root = zeroblob(32)", "anchor_mismatch, log_fork")]
    [InlineData("UPDATE anchor_nodes SET hash = zeroblob(32)", "log_fork")]
    public async Task Open_RunThatDoesNotVerify_Throws(string forgery, string kinds)
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        run.Database.Forge(forgery);

        EvidenceException thrown = (await run.Bundler.Awaiting(static bundler => bundler.OpenAsync(BundledRun.RunId).AsTask()).Should().ThrowAsync<EvidenceException>()).Which;

        thrown.Code.Should().Be("run_tampered");
        thrown.Message.Should().Contain($"({kinds})");
        thrown.Report!.Ok.Should().BeFalse();
    }

    [Fact]
    public async Task Open_TextThatIsNotCanonical_Throws_ThoughHashAndLeafAreSound()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        run.Write("twice", """{"amount":1,"amount":2}""");
        await run.AnchorAsync();

        (await run.Database.VerifyAsync("twice"))!.Ok.Should().BeTrue("somebody with the secret wrote it");
        (await run.Bundler.Awaiting(static bundler => bundler.OpenAsync("twice").AsTask()).Should().ThrowAsync<EvidenceException>()).WithMessage("*(not_canonical)*");
    }

    [Fact]
    public async Task Open_WithoutTheAuditKey_IsNoTampering()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        EvidenceBundler stranger = new(run.Database.Anchors, new AuditKeyRing(new AuditKey("k9", "another-secret-of-at-least-32-bytes")), [BundledRun.Key]);

        (await stranger.Awaiting(static bundler => bundler.OpenAsync(BundledRun.RunId).AsTask()).Should().ThrowAsync<EvidenceException>()).Which.Code.Should().Be("audit_key_unknown");
    }

    [Fact]
    public async Task Bundle_DocumentThatIsNotTheVersion_IsNone()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        run.ForgePolicySet("""{"default_effect":"deny","rules":[]}""");

        (byte[] bundle, _, EvidenceSummary summary) = await run.BundleAsync();

        summary.MissingPolicySets.Should().Be(2);
        (await BundledRun.VerifyAsync(bundle)).Should().BeEquivalentTo(new { Ok = true, PolicySets = 2, MissingPolicySets = 2 });
    }

    [Fact]
    public async Task Bundle_OfMorePolicySetsThanAVerifierKeeps_IsRefused()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        run.Write("many", [.. Enumerable.Range(0, 10_001).Select(static i => $$$"""{"decision":{"policy_set":"{{{i:x64}}}"}}""")]);
        await run.AnchorAsync();

        (await run.Awaiting(static one => one.BundleAsync(runId: "many")).Should().ThrowAsync<EvidenceException>()).Which.Code.Should().Be("bundle_too_large");
    }

    [Fact]
    public async Task Write_Twice_IsRefused()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        await using IEvidenceExport export = await run.Bundler.OpenAsync(BundledRun.RunId);
        await export.WriteAsync(Stream.Null);

        await export.Awaiting(static one => one.WriteAsync(Stream.Null).AsTask()).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task AddGovernanceEvidence_KnowsTheKeysOfAnchoring_AndItsOwn()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        foreach (bool isAnchoring in new[] { true, false })
        {
            ServiceCollection services = new();
            services.AddSingleton(run.Database.Anchors).AddSingleton<IAuditKeyProvider>(AnchoredDatabase.Ring);
            if (isAnchoring)
                services.AddGovernanceAnchoring(static options => options.SigningKey = BundledRun.SigningKey).AddGovernanceEvidence();
            else
                services.AddGovernanceEvidence(static options => options.VerifierKeys.Add(BundledRun.Key.ToString()));
            await using ServiceProvider provider = services.BuildServiceProvider();

            (byte[] bundle, _, _) = await run.BundleAsync((EvidenceBundler)provider.GetRequiredService<IEvidenceExporter>());

            (await BundledRun.VerifyAsync(bundle)).Ok.Should().BeTrue();
        }
    }

    [Fact]
    public async Task AddGovernanceEvidence_WrongKey_IsRefusedWithoutRepeatingIt()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        ServiceCollection services = new();
        services.AddSingleton(run.Database.Anchors).AddSingleton<IAuditKeyProvider>(AnchoredDatabase.Ring);
        services.AddGovernanceEvidence(static options => options.VerifierKeys.Add(BundledRun.SigningKey));
        await using ServiceProvider provider = services.BuildServiceProvider();

        provider.Invoking(static one => one.GetRequiredService<IEvidenceExporter>()).Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>()
            .WithMessage("VerifierKeys: number 1 is not `NAME+KEYID+BASE64`");
    }

    private static async Task<string> CodeAsync(BundledRun run, string runId) =>
        (await run.Bundler.Awaiting(bundler => bundler.OpenAsync(runId).AsTask()).Should().ThrowAsync<EvidenceException>()).Which.Code;
}
