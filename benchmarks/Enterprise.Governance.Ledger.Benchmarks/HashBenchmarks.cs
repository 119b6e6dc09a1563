using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger.Chain;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>What does the chained, keyed hash cost beside SHA-256 of the same text?</summary>
[MemoryDiagnoser]
public class HashBenchmarks
{
    private static readonly AuditKey Plain = new("k0", "a secret of the benchmarks, 32 bytes and more");
    private static readonly AuditKey Hmac = new("k1", "another secret of the benchmarks, 32 bytes +", AuditKeyAlgorithm.HmacSha256);
    private static readonly string Prev = new('a', 64);

    private readonly byte[] _hash = new byte[32];
    private readonly ChainHasher _hasher = new();
    private byte[] _canonical = [];

    [Params(200, 2_000, 100_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _canonical = CanonicalJson.Canonicalize(SampleEvents.Data(Bytes));

    [GlobalCleanup]
    public void Cleanup() => _hasher.Dispose();

    [Benchmark(Baseline = true, Description = "SHA-256 of the text")]
    public int Bare() => SHA256.HashData(_canonical, _hash);

    [Benchmark(Description = "chained, sha256")]
    public void ChainSha256() => _hasher.Compute(Plain, Plain.Algorithm, Prev, _canonical, _hash);

    [Benchmark(Description = "chained, hmac-sha256")]
    public void ChainHmac() => _hasher.Compute(Hmac, Hmac.Algorithm, Prev, _canonical, _hash);
}
