using System.Diagnostics;
using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Stores;

public sealed class ProcessTests
{
    private const string FileVariable = "GOVERNANCE_LEDGER_WORKER_FILE";
    private const int Processes = 4, EventsEach = 200;

    [Fact]
    public async Task Append_FourProcessesOnOneRun_NoForkNoGap()
    {
        await using LedgerFiles files = new();

        Process[] workers = [.. Enumerable.Range(0, Processes).Select(_ => StartWorker(files.FilePath))];
        string[] outputs = await Task.WhenAll(workers.Select(static worker => worker.StandardOutput.ReadToEndAsync()));
        foreach ((Process worker, string text) in workers.Zip(outputs))
        {
            await worker.WaitForExitAsync();
            worker.ExitCode.Should().Be(0, text);
            worker.Dispose();
        }

        using ChainLedger ledger = files.Open();
        VerifyReport report = (await ledger.VerifyAsync("run", new VerifyOptions { Strict = true }))!;
        (report.Status, report.Checked, report.Head!.Seq).Should().Be((VerifyStatus.Intact, Processes * EventsEach, Processes * EventsEach));
        (await ledger.ReadAsync("run").ToListAsync()).Select(static r => r.GetData().ToArray()[8]).Distinct().Should().ContainSingle();
    }

    /// <summary>What a child process does; started by the test above with the file in its environment.</summary>
    [Fact(Explicit = true)]
    public async Task Worker()
    {
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions
        {
            ConnectionString = Environment.GetEnvironmentVariable(FileVariable) ?? throw new InvalidOperationException($"{FileVariable} is not set."),
            Features = SqliteFeatures.Ledger,
            BusyTimeout = TimeSpan.FromMinutes(2),
        });
        using ChainLedger ledger = new(new SqliteLedgerStore(database), new ChainSealer(LedgerFiles.DefaultRing));
        long last = 0;
        for (int i = 0; i < EventsEach; i++)
        {
            AppendReceipt receipt = await ledger.AppendAsync("run", Reports.Event("""{"from":"a process"}"""));
            receipt.Seq.Should().BeGreaterThan(last);
            last = receipt.Seq;
        }
    }

    private static Process StartWorker(string file)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        // Under `dotnet test` as under the executable itself, the process is this test application.
        foreach (string argument in (string[])["-explicit", "only", "-method", $"{typeof(ProcessTests).FullName}.{nameof(Worker)}"])
            start.ArgumentList.Add(argument);
        start.Environment[FileVariable] = file;
        return Process.Start(start)!;
    }
}
