using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>How far is verification of 1,000 rows in memory from one SHA-256 of what is hashed for each: link, text and secret, in one piece?</summary>
[MemoryDiagnoser]
public class VerifyBenchmarks
{
    private const int Rows = 1_000;

    private readonly byte[] _hash = new byte[32];
    private MemoryRun _run = null!;
    private MemoryLog _log = null!;
    private byte[][] _inputs = [];

    // With an envelope of 133 bytes; 280 makes the event of 413 bytes.
    [Params(200, 280, 2_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _run = new MemoryRun(Rows, Bytes);
        _log = new MemoryLog(_run, _run.Rows);
        _inputs = [.. _run.Rows.Select(static row => Encoding.UTF8.GetBytes($"{row.PrevHash}|{Encoding.UTF8.GetString(row.Canonical.Span)}|{MemoryRun.Secret}"))];
    }

    [Benchmark(Baseline = true, Description = "SHA-256 of every input")]
    public void Sha256Pass()
    {
        foreach (byte[] input in _inputs)
            SHA256.HashData(input, _hash);
    }

    [Benchmark(Description = "SHA-256 of every text alone")]
    public void TextPass()
    {
        foreach (StoredEvent row in _run.Rows)
            SHA256.HashData(row.Canonical.Span, _hash);
    }

    [Benchmark(Description = "verify")]
    public Task<VerifyStatus> Verify() => RunAsync(VerifyOptions.Default);

    [Benchmark(Description = "verify, anchored")]
    public Task<VerifyStatus> VerifyAnchored() => RunAsync(VerifyOptions.Default, _log);

    [Benchmark(Description = "verify --strict")]
    public Task<VerifyStatus> VerifyStrict() => RunAsync(new VerifyOptions { Strict = true });

    private async Task<VerifyStatus> RunAsync(VerifyOptions options, MemoryLog? log = null)
    {
        VerifyReport? report = await new ChainVerifier(MemoryRun.Ring, _run.Records, options).VerifyAsync(_run, log, null, "run", default);
        return report is { Ok: true, Checked: Rows } ? report.Status : throw new InvalidOperationException("The benchmark's run is not intact.");
    }
}
