using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>
/// Claims about rules of the whole language, references, nesting and odd characters included, against random requests: none may refute a claim. <c>GOVERNANCE_LINT_CASES</c> sets how many
/// rule sets are linted (300 by default), <c>GOVERNANCE_POLICY_SEED</c> repeats a run.
/// </summary>
public sealed class LintRandomRequestTests(ITestOutputHelper output)
{
    private const int RequestsPerSet = 60;

    [Fact]
    public void Lint_SetsOfTheWholeLanguage_ClaimsNothingThatARequestRefutes()
    {
        int cases = Setting("GOVERNANCE_LINT_CASES") ?? 300;
        int seed = Setting("GOVERNANCE_POLICY_SEED") ?? Random.Shared.Next();
        int claims = 0, incomplete = 0;
        Parallel.For(0, cases, i =>
        {
            CaseGenerator generator = new(unchecked((seed * 486_187_739) + (i * 16_777_619)) & int.MaxValue);
            string rules = generator.Rules("r", 7);
            PolicySet set = PolicySet.Load(rules, options: new PolicySetOptions { DefaultEffect = generator.Default() == "deny" ? PolicyEffect.Deny : PolicyEffect.Allow }).GetSet();
            PolicyLintReport report = set.Lint();
            PolicyRequest[] requests = [.. Enumerable.Range(0, RequestsPerSet).Select(_ => generator.Request().ToRequest())];
            foreach (PolicyLintFinding finding in report.Findings)
            {
                if (Refutation(set, finding, requests) is { } refutation)
                    Assert.Fail($"GOVERNANCE_POLICY_SEED={seed}, set {i}\nrules: {rules}\n{finding}\n{refutation}");
            }

            Interlocked.Add(ref claims, report.Findings.Length);
            Interlocked.Add(ref incomplete, report.Findings.Count(static finding => finding.Code == "lint_incomplete"));
        });
        output.WriteLine($"{cases} sets, GOVERNANCE_POLICY_SEED={seed}: {claims} findings, {incomplete} of them lint_incomplete");
        claims.Should().BeGreaterThan(cases);
        incomplete.Should().BeLessThan(claims / 4);
    }

    private static string? Refutation(PolicySet set, PolicyLintFinding finding, PolicyRequest[] requests)
    {
        if (LintCheck.ProblemOfExample(set, finding) is { } problem)
            return problem;
        PolicySet? without = finding.Code == "never_effective" ? Without(set, finding.PolicyId) : null;
        foreach (PolicyRequest request in requests)
        {
            PolicyDecision decision = set.Evaluate(in request);
            bool counts = decision.PolicyIds.Contains(finding.PolicyId) || decision.Shadow.Contains(finding.PolicyId);
            bool isRefuted = finding.Code switch
            {
                "never_matches" => counts,
                "never_effective" => Described(decision) != Described(without!.Evaluate(in request)),
                "duplicate_rule" => decision.PolicyIds.Contains(finding.RelatedPolicyIds[0]) != counts,
                _ => false,
            };
            if (isRefuted)
                return $"refuted by action {request.Action}, args {Encoding.UTF8.GetString(request.Args.Span)}: {decision}";
        }

        return null;
    }

    private static PolicySet Without(PolicySet set, string id)
    {
        JsonNode document = JsonNode.Parse(set.Document.Span)!;
        JsonArray rules = document["rules"]!.AsArray();
        rules.Remove(rules.Single(rule => rule!["policy_id"]!.GetValue<string>() == id));
        return PolicySet.FromDocument(Encoding.UTF8.GetBytes(document.ToJsonString())).GetSet();
    }

    private static string Described(PolicyDecision decision) => $"{decision.Effect} {decision.CostUnits} {decision.DenyReason} {string.Join(',', decision.Obligations)}";

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
