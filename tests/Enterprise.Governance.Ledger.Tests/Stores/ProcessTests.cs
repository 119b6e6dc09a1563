using System.Diagnostics;
using System.Globalization;
using Enterprise.Governance.Ledger.Tests.Support;

namespace Enterprise.Governance.Ledger.Tests.Stores;

public sealed class ProcessTests
{
    private const string Secret = "a-secret-that-four-processes-share-0123";
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

        using ChainLedger ledger = files.Open(new AuditKeyRing(new AuditKey("k0", Secret)));
        VerifyReport report = (await ledger.VerifyAsync("run", new VerifyOptions { Strict = true }))!;
        (report.Status, report.Checked, report.Head!.Seq).Should().Be((VerifyStatus.Intact, Processes * EventsEach, Processes * EventsEach));
        (await ledger.ReadAsync("run").ToListAsync()).Select(static r => r.GetData().ToArray()[8]).Distinct().Should().ContainSingle();
    }

    private static Process StartWorker(string file)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])[typeof(LedgerWorkerProgram).Assembly.Location, file, Secret, EventsEach.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
