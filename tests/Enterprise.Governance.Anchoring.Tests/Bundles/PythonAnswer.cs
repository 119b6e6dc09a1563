namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>What a run of the independent verifier gave.</summary>
internal sealed record PythonAnswer(int ExitCode, string Output, string Error);
