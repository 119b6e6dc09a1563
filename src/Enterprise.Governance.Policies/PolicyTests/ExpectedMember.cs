namespace Enterprise.Governance.Policies.PolicyTests;

/// <summary>What a test expects of one member of the decision, with its place in the file.</summary>
internal sealed record ExpectedMember(string Name, string Json, int Line, int Column);
