using System.Globalization;
using BenchmarkDotNet.Attributes;
using RulesEngine.Models;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>The same rule book of 1,000 rules as lambda expressions of RulesEngine, whose arguments are a typed object made before.</summary>
[MemoryDiagnoser]
public class PeerBenchmarks
{
    private const int Count = 1_000;

    private readonly PolicySet _set = RuleBook.Load(RuleBook.Plain(Count));
    private readonly RulesEngine.RulesEngine _peer = new([Workflow()]);
    private readonly PolicyRequest _request = RuleBook.RequestsFor(Count, dense: false)[5];
    private PeerInput _input = new();

    [GlobalSetup]
    public async Task Setup()
    {
        _input = new PeerInput { Action = _request.Action, Roles = [.. _request.Roles], Amount = 120 };
        if (await RulesEngine() != _set.Evaluate(_request).PolicyIds.Length)
            throw new InvalidOperationException("The rows do not decide alike.");
    }

    [Benchmark(Baseline = true, Description = "RulesEngine 6.0.1")]
    public async Task<int> RulesEngine()
    {
        List<RuleResultTree> results = await _peer.ExecuteAllRulesAsync("book", new RuleParameter("input", _input));
        return results.Count(static result => result.IsSuccess);
    }

    [Benchmark(Description = "PolicySet.Evaluate")]
    public PolicyDecision Compiled() => _set.Evaluate(in _request);

    private static Workflow Workflow() => new()
    {
        WorkflowName = "book",
        Rules = RuleBook.Plain(Count).Select(static rule => new Rule { RuleName = rule.Id, Expression = Expression(rule) }).ToArray(),
    };

    private static string Expression(RuleText rule)
    {
        string action = rule.Action.EndsWith('*') ? $"input.Action.StartsWith(\"{rule.Action[..^1]}\")" : $"input.Action == \"{rule.Action}\"";
        string roles = string.Join(" || ", rule.RolesAny.Select(static role => $"input.Roles.Contains(\"{role}\")"));
        string amount = rule.AmountOver is { } over ? string.Create(CultureInfo.InvariantCulture, $" && input.Amount > {over}") : "";
        return $"{action} && ({roles}){amount}";
    }
}
