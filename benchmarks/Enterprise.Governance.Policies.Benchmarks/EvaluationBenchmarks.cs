using BenchmarkDotNet.Attributes;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>How long does a decision take as the rule book grows, and what does it allocate? 64 requests, one after the other.</summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    private PolicySet _set = PolicySet.Empty;
    private NaiveLoop _naive = new([]);
    private PolicyRequest[] _requests = [];

    [Params(10, 100, 1_000, 10_000)]
    public int Rules { get; set; }

    [Params(false, true)]
    public bool Dense { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        RuleText[] rules = Dense ? RuleBook.Dense(Rules) : RuleBook.Plain(Rules);
        _set = RuleBook.Load(rules);
        _naive = new NaiveLoop(rules);
        _requests = RuleBook.RequestsFor(Rules, Dense);
        foreach (PolicyRequest request in _requests)
        {
            if (_naive.Evaluate(request).Matching != _set.Evaluate(request).PolicyIds.Length)
                throw new InvalidOperationException("The rows do not decide alike.");
        }
    }

    [Benchmark(Baseline = true, Description = "naive loop over rules", OperationsPerInvoke = RuleBook.Requests)]
    public int Naive()
    {
        int matching = 0;
        foreach (ref readonly PolicyRequest request in _requests.AsSpan())
            matching += _naive.Evaluate(in request).Matching;
        return matching;
    }

    [Benchmark(Description = "PolicySet.Evaluate", OperationsPerInvoke = RuleBook.Requests)]
    public int Compiled()
    {
        int approvals = 0;
        foreach (ref readonly PolicyRequest request in _requests.AsSpan())
            approvals += (int)_set.Evaluate(in request).Effect;
        return approvals;
    }
}
