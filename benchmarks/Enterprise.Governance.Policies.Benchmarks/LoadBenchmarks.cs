using System.Text;
using BenchmarkDotNet.Attributes;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>How long does it take until 10,000 rules are in force: from text, from the document that a store keeps, and where they have been read before.</summary>
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private readonly string _text = $"[{string.Join(",", RuleBook.Plain(10_000).Select(static rule => rule.ToJson()))}]";
    private PolicySet _set = PolicySet.Empty;
    private PolicyRules _rules = PolicyRules.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _set = PolicySet.Load(_text).GetSet();
        if (!SourceDocument.TryParse(Encoding.UTF8.GetBytes(_text), null, out SourceNode? root, out _))
            throw new InvalidOperationException("The rules are not JSON.");
        _rules = PolicyRules.Read(root, null, [], []) ?? throw new InvalidOperationException("The rules are not sound.");
    }

    [Benchmark(Description = "compile rules that were read")]
    public PolicySet Compile() => PolicySet.Empty.ForTenant(_rules).GetSet();

    [Benchmark(Description = "load from text")]
    public PolicySet Load() => PolicySet.Load(_text).GetSet();

    [Benchmark(Description = "load from the stored document")]
    public PolicySet Document() => PolicySet.FromDocument(_set.Document).GetSet();
}
