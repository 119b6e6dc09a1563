using BenchmarkDotNet.Attributes;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>How long does a decision take as the rule book grows, and what does it allocate?</summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    private PolicySet _set = PolicySet.Empty;
    private NaiveLoop _naive = new([]);

    [Params(10, 100, 1_000, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _set = RuleBook.Load(Rules);
        _naive = new NaiveLoop(RuleBook.Rules(Rules));
        if (_naive.Evaluate(RuleBook.Request).Matching != _set.Evaluate(RuleBook.Request).PolicyIds.Length)
            throw new InvalidOperationException("The rows do not decide alike.");
    }

    [Benchmark(Baseline = true, Description = "naive loop over rules")]
    public int Naive() => _naive.Evaluate(RuleBook.Request).Matching;

    [Benchmark(Description = "PolicySet.Evaluate")]
    public PolicyDecision Compiled() => _set.Evaluate(RuleBook.Request);
}
