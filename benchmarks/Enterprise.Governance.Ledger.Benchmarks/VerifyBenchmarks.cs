using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>How far is verification of 1,000 rows in memory from one SHA-256 of each text?</summary>
[MemoryDiagnoser]
public class VerifyBenchmarks
{
    private const int Rows = 1_000;

    private readonly byte[] _hash = new byte[32];
    private MemoryRun _run = null!;

    [Params(200, 2_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _run = new MemoryRun(Rows, Bytes);

    [Benchmark(Baseline = true, Description = "SHA-256 of every text")]
    public void Sha256Pass()
    {
        foreach (StoredEvent row in _run.Rows)
            SHA256.HashData(row.Canonical.Span, _hash);
    }

    [Benchmark(Description = "verify")]
    public Task<VerifyStatus> Verify() => RunAsync(VerifyOptions.Default);

    [Benchmark(Description = "verify --strict")]
    public Task<VerifyStatus> VerifyStrict() => RunAsync(new VerifyOptions { Strict = true });

    private async Task<VerifyStatus> RunAsync(VerifyOptions options)
    {
        VerifyReport? report = await new ChainVerifier(MemoryRun.Ring, _run.Records, options).VerifyAsync(_run, "run", default);
        return report is { Ok: true, Checked: Rows } ? report.Status : throw new InvalidOperationException("The benchmark's run is not intact.");
    }
}
