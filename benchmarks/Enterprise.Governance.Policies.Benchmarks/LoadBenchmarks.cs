using BenchmarkDotNet.Attributes;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>How long does it take until 10,000 rules are in force: from text, and from the document that a store keeps.</summary>
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private readonly string _text = $"[{string.Join(",", RuleBook.Plain(10_000).Select(static rule => rule.ToJson()))}]";
    private PolicySet _set = PolicySet.Empty;

    [GlobalSetup]
    public void Setup() => _set = PolicySet.Load(_text).GetSet();

    [Benchmark(Description = "load from text")]
    public PolicySet Load() => PolicySet.Load(_text).GetSet();

    [Benchmark(Description = "load from the stored document")]
    public PolicySet Document() => PolicySet.FromDocument(_set.Document).GetSet();
}
