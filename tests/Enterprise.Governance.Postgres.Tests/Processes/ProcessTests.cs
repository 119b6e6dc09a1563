using System.Diagnostics;
using System.Globalization;

namespace Enterprise.Governance.Postgres.Tests.Processes;

/// <summary>What is promised across processes, by processes: the load program checks every promise itself and says which did not hold. <c>eng/full.sh</c> runs more of it.</summary>
public sealed class ProcessTests(ITestOutputHelper output)
{
    private static readonly string Seed = Environment.GetEnvironmentVariable("GOVERNANCE_HAMMER_SEED") ?? Random.Shared.Next(1, 65_536).ToString(CultureInfo.InvariantCulture);

    [Fact]
    public Task Ledger_EightProcessesOnOneRun_KilledAndRestarted() =>
        RunAsync("ledger", "--processes", "8", "--callers", "4", "--count", "100", "--runs", "1", "--kill", "--restarts", "1");

    [Fact]
    public Task Ledger_EightProcessesOverEightRuns_KilledAndRestarted() =>
        RunAsync("ledger", "--processes", "8", "--callers", "4", "--count", "100", "--runs", "8", "--kill", "--restarts", "1");

    [Fact]
    public Task LedgerAndAnchors_WritersAnchorersAndTheServerAreKilled() =>
        RunAsync("chaos", "--processes", "4", "--callers", "4", "--runs", "4", "--seconds", "17");

    [Fact]
    public Task RateLimit_EightProcessesRaceForOneLimit() => RunAsync("ratelimit", "--processes", "8", "--callers", "16", "--seconds", "0");

    [Fact]
    public Task Costs_FourProcessesSpendTheSameBudgets() => RunAsync("costs", "--processes", "4", "--callers", "8", "--count", "300");

    [Fact]
    public Task Projections_SixProcessesRefreshWhileTheyAreKilled() =>
        RunAsync("projections", "--processes", "6", "--callers", "2", "--count", "300", "--seconds", "2", "--open-seconds", "2", "--kill");

    private async Task RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[typeof(HammerProgram).Assembly.Location, .. arguments, "--seed", Seed])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> told = process.StandardOutput.ReadToEndAsync(), said = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(await said);
        process.ExitCode.Should().Be(0, "{0}{1}", await said, await told);
        (await said).Should().Contain("ok  ").And.NotContain("FAIL");
    }
}
