using System.Globalization;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Tests;

/// <summary><c>governance verify --all</c> that is interrupted, and gone on with.</summary>
public sealed class VerifyResumeTests : IDisposable
{
    // More than workers may be ahead of what is written.
    private static readonly int Interrupted = (Environment.ProcessorCount * 20) + 20;

    private readonly TemporaryDirectory _directory = new();

    private string Database => _directory.File("audit.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task VerifyAll_Interrupted_ExitsWith130AndSaysWhereToGoOn()
    {
        for (int i = 0; i < Interrupted + 10; i++)
            await LedgerFile.AppendAsync(Database, new AuditKeyRing(new AuditKey("k0", Tool.Secret)), string.Create(CultureInfo.InvariantCulture, $"run-{i:0000}"), 1);
        using CancellationTokenSource cancel = new();

        ToolResult begun = await new Tool { Time = new CountedTime(cancel, Interrupted), Cancellation = cancel.Token }.RunAsync("verify", "--all", "--progress", "--connection", Database);
        string last = RunsOf(begun)[^1];
        ToolResult rest = await new Tool().RunAsync("verify", "--all", "--after", last, "--connection", Database);
        ToolResult whole = await new Tool().RunAsync("verify", "--all", "--connection", Database);

        begun.Code.Should().Be(130);
        begun.Error.Should().Contain($"governance: interrupted; go on with --after {last}\n").And.MatchRegex("governance: [0-9]+ runs, [0-9]+ events, [0-9]+ events/s\n");
        rest.Code.Should().Be(0, rest.Error);
        rest.Error.Should().BeEmpty("nobody asked for progress");
        RunsOf(begun).Concat(RunsOf(rest)).Should().Equal(RunsOf(whole));
        RunsOf(whole).Should().HaveCount(Interrupted + 10);
    }

    [Theory]
    [InlineData("--after", "run-1")]
    [InlineData("--progress")]
    public async Task VerifyOne_WithWhatGoesWithAll_ExitsWith2(params string[] arguments)
    {
        ToolResult result = await new Tool().RunAsync(["verify", "--run", "run-1", "--connection", Database, .. arguments]);

        result.Code.Should().Be(2);
        result.Error.Should().Contain("--after and --progress go with --all");
    }

    private static string[] RunsOf(ToolResult result) => [.. result.Lines.Where(static line => line.StartsWith("intact ", StringComparison.Ordinal)).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];

    /// <summary>A clock on which a second passes whenever somebody looks; at one of the looks it cancels.</summary>
    private sealed class CountedTime(CancellationTokenSource cancel, int last) : TimeProvider
    {
        private int _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            int looks = Interlocked.Increment(ref _looks);
            if (looks == last)
                cancel.Cancel();
            return looks;
        }
    }
}
