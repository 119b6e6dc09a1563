using BenchmarkDotNet.Attributes;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>Do two threads decide more than one in the same time, through the engine that a host shares?</summary>
public class ThreadBenchmarks
{
    private const int Rounds = 2_000, All = 2 * Rounds * RuleBook.Requests;

    private readonly PolicyEngine _engine = new(RuleBook.Load(RuleBook.Plain(1_000)));
    private readonly PolicyRequest[] _requests = RuleBook.RequestsFor(1_000, dense: false);

    [Benchmark(Baseline = true, Description = "one thread", OperationsPerInvoke = All)]
    public int One() => Decide() + Decide();

    [Benchmark(Description = "two threads", OperationsPerInvoke = All)]
    public int Two()
    {
        int other = 0;
        Thread thread = new(() => other = Decide());
        thread.Start();
        int own = Decide();
        thread.Join();
        return own + other;
    }

    private int Decide()
    {
        int approvals = 0;
        for (int i = 0; i < Rounds; i++)
        {
            foreach (ref readonly PolicyRequest request in _requests.AsSpan())
                approvals += (int)_engine.Evaluate(in request).Effect;
        }

        return approvals;
    }
}
