using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyTests;

/// <summary>What came of all test files.</summary>
/// <param name="Files">The reports, each with the name of its file.</param>
/// <param name="Coverage">Which rules the tests of all files have tried.</param>
/// <param name="MinCoverage">The percentage that is asked for, if one is.</param>
internal sealed record PolicyTestOutcome(IReadOnlyList<(string File, PolicyTestReport Report)> Files, PolicyTestCoverage Coverage, int? MinCoverage)
{
    internal int Total => Files.Sum(static file => file.Report.Results.Length);

    internal int Failed => Files.Sum(static file => file.Report.Results.Count(static result => !result.Passed));

    internal bool IsCoveredEnough => MinCoverage is not { } min || 100L * Coverage.Covered >= (long)min * Coverage.Total;

    internal bool Passed => Failed == 0 && IsCoveredEnough;
}
