using System.Globalization;
using BenchmarkDotNet.Attributes;
using RulesEngine.Models;

namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>The same rule book of 1,000 rules as lambda expressions of RulesEngine, whose arguments are a typed object made before.</summary>
[MemoryDiagnoser]
public class PeerBenchmarks
{
    private const int Count = 1_000;

    private readonly PolicySet _set = RuleBook.Load(Count);
    private readonly RulesEngine.RulesEngine _peer = new([Workflow()]);
    private readonly PeerInput _input = new() { Action = RuleBook.Request.Action, Roles = [.. RuleBook.Request.Roles], Amount = 120 };

    [GlobalSetup]
    public async Task Setup()
    {
        if (await RulesEngine() != _set.Evaluate(RuleBook.Request).PolicyIds.Length)
            throw new InvalidOperationException("The rows do not decide alike.");
    }

    [Benchmark(Baseline = true, Description = "RulesEngine 6.0.1")]
    public async Task<int> RulesEngine()
    {
        List<RuleResultTree> results = await _peer.ExecuteAllRulesAsync("book", new RuleParameter("input", _input));
        return results.Count(static result => result.IsSuccess);
    }

    [Benchmark(Description = "PolicySet.Evaluate")]
    public PolicyDecision Compiled() => _set.Evaluate(RuleBook.Request);

    private static Workflow Workflow() => new()
    {
        WorkflowName = "book",
        Rules = RuleBook.Rules(Count).Select(static rule => new Rule { RuleName = rule.Id, Expression = Expression(rule) }).ToArray(),
    };

    private static string Expression(RuleText rule)
    {
        string action = rule.Action.EndsWith('*') ? $"input.Action.StartsWith(\"{rule.Action[..^1]}\")" : $"input.Action == \"{rule.Action}\"";
        string amount = rule.AmountOver is { } over ? string.Create(CultureInfo.InvariantCulture, $" && input.Amount > {over}") : "";
        return $"{action} && (input.Roles.Contains(\"support_agent\") || input.Roles.Contains(\"admin\")){amount}";
    }
}
