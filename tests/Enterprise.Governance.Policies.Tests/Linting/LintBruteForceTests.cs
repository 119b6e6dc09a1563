using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>
/// The lint against every request of a small universe, in both directions: what it claims is so, and what is so it claims. <c>GOVERNANCE_LINT_CASES</c> sets how many rule sets are
/// linted (150 by default), <c>GOVERNANCE_POLICY_SEED</c> repeats a run.
/// </summary>
public sealed class LintBruteForceTests(ITestOutputHelper output)
{
    [Fact]
    public void Lint_RandomSets_ClaimsExactlyWhatEnumerationShows()
    {
        int cases = Setting("GOVERNANCE_LINT_CASES") ?? 150;
        int seed = Setting("GOVERNANCE_POLICY_SEED") ?? Random.Shared.Next();
        Dictionary<string, int> counts = [];
        Parallel.For(0, cases, i => Check(seed, i, hasReferences: false, counts));
        output.WriteLine($"{cases} sets, GOVERNANCE_POLICY_SEED={seed}: {string.Join(", ", counts.OrderBy(static pair => pair.Key).Select(static pair => $"{pair.Value} {pair.Key}"))}");

        // The cases are worth nothing if they do not show the claims; the rare ones come up in the full count.
        string[] common = ["never_matches", "never_effective", "unknown_prone"], rare = ["cost_overridden", "reason_overridden", "duplicate_rule", "contradiction", "never_matches_catalogue"];
        counts.Keys.Should().Contain(cases < 10_000 ? common : [.. common, .. rare]).And.NotContain("lint_incomplete");
    }

    [Fact]
    public void Lint_RandomSetsWithReferences_ClaimsNothingThatEnumerationRefutes()
    {
        int cases = (Setting("GOVERNANCE_LINT_CASES") ?? 150) / 5;
        int seed = Setting("GOVERNANCE_POLICY_SEED") ?? Random.Shared.Next();
        Dictionary<string, int> counts = [];
        Parallel.For(0, cases, i => Check(seed, i, hasReferences: true, counts));
        output.WriteLine($"{cases} sets, GOVERNANCE_POLICY_SEED={seed}: {string.Join(", ", counts.OrderBy(static pair => pair.Key).Select(static pair => $"{pair.Value} {pair.Key}"))}");
        counts.Keys.Should().Contain(["never_effective", "unknown_prone"]);
    }

    private static void Check(int seed, int number, bool hasReferences, Dictionary<string, int> counts)
    {
        LintCaseGenerator generator = new(unchecked((seed * 486_187_739) + (number * 16_777_619)) & int.MaxValue) { HasReferences = hasReferences };
        string global = generator.Rules("r", 5);
        string? own = generator.Chance(20) ? generator.Rules("own-", 2) : null;
        PolicyEffect defaultEffect = generator.Chance(50) ? PolicyEffect.Deny : PolicyEffect.Allow;
        bool isPlanDenied = generator.Chance(50);
        PolicySet set = Load(global, own, defaultEffect, isPlanDenied);
        ReferenceRule[] rules = [.. ReferenceRule.Read(JsonDocument.Parse(global).RootElement), .. own is null ? [] : ReferenceRule.Read(JsonDocument.Parse(own).RootElement, "acme")];

        PolicyCatalogue? catalogue = number % 4 == 0 ? LintCheck.Catalogue : null;
        PolicyLintReport report = set.Lint(new PolicyLintOptions { Catalogue = catalogue });
        SmallUniverse universe = new(rules, hasReferences);
        BruteForce truth = new(rules, universe.Requests, phase => phase == "plan" && isPlanDenied ? "deny" : defaultEffect.ToJsonName());
        string[] problems =
        [
            .. hasReferences ? LintCheck.Refuted(report, truth) : LintCheck.Problems(report, truth, catalogue),
            .. report.Findings.Select(finding => LintCheck.ProblemOfExample(set, finding)).OfType<string>(),
        ];
        if (problems.Length > 0)
        {
            Assert.Fail($"GOVERNANCE_POLICY_SEED={seed}, set {number}, references: {hasReferences}\nrules: {global}\nown: {own}\ndefault: {defaultEffect}, plan denied: {isPlanDenied}\n"
                + $"{string.Join('\n', problems)}\nreport:\n{string.Join('\n', report.Findings)}");
        }

        lock (counts)
        {
            foreach (PolicyLintFinding finding in report.Findings)
                counts[finding.Code] = counts.GetValueOrDefault(finding.Code) + 1;
        }
    }

    private static PolicySet Load(string global, string? own, PolicyEffect defaultEffect, bool isPlanDenied)
    {
        PolicySetOptions options = new()
        {
            DefaultEffect = defaultEffect,
            DefaultEffectsByPhase = isPlanDenied ? new() { ["plan"] = PolicyEffect.Deny } : new Dictionary<string, PolicyEffect>(),
        };
        PolicySet set = PolicySet.Load(global, options: options).GetSet();
        return own is null ? set : set.ForTenant(PolicyTesting.RulesOf("acme", own)).GetSet();
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
