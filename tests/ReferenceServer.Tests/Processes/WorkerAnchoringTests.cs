using Enterprise.Governance.Anchoring;
using static ReferenceServer.Tests.ServerFixture;

namespace ReferenceServer.Tests.Processes;

/// <summary>A worker that has a signing key anchors by itself.</summary>
public sealed class WorkerAnchoringTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Worker_WithASigningKey_PublishesACheckpointOfTheRunsThatItHasEnded()
    {
        using NoteSigningKey key = NoteSigningKey.Generate("tests.example/log");
        string file = Path.Combine(fixture.Root, "checkpoints", "latest");
        await SubmitAsync(await fixture.StartAsync(), Request("handbook: baggage"));

        await using ServerProcess worker = ServerProcess.Start(
            fixture, ["worker"], ("GOVERNANCE_SIGNING_KEY", key.Export()), ("Governance__Anchoring__CheckpointFile", file), ("Governance__Anchoring__Interval", "00:00:01"));
        await fixture.WaitUntilNoneAsync(
            """
            SELECT count(*) FROM governance.run_heads h LEFT JOIN governance.anchor_runs a USING (run_id)
            WHERE h.seq IS DISTINCT FROM a.seq OR NOT EXISTS (SELECT FROM governance.anchor_checkpoints) OR EXISTS (SELECT FROM governance.anchor_checkpoints WHERE published_at IS NULL)
            """, TimeSpan.FromMinutes(1));

        (await worker.StopAsync()).ExitCode.Should().Be(0, worker.Errors);
        SignedNote.TryParse(await File.ReadAllBytesAsync(file), out SignedNote? note, out _).Should().BeTrue();
        note!.Verify(key.VerifierKey).Holds.Should().BeTrue();
    }

    [Fact]
    public async Task Worker_InDevelopment_MakesAKeyOfItsOwnThatOnlyItsOwnerCanRead()
    {
        string settings = Path.Combine(fixture.Root, "settings");
        for (int start = 0; start < 2; start++)
        {
            await using ServerProcess worker = ServerProcess.Start(fixture, ["worker"], ("DOTNET_ENVIRONMENT", "Development"), ("XDG_CONFIG_HOME", settings));
            await worker.Started.WaitAsync(TimeSpan.FromMinutes(1));
            (await worker.StopAsync()).ExitCode.Should().Be(0, worker.Errors);
        }

        string file = Directory.GetFiles(Path.Combine(settings, "enterprise-governance"), "*.signing-key").Should().ContainSingle("the second start takes the key of the first").Subject;
        NoteSigningKey.TryParse((await File.ReadAllTextAsync(file)).Trim(), out NoteSigningKey? key).Should().BeTrue();
        key!.Dispose();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
