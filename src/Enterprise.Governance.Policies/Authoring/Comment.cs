namespace Enterprise.Governance.Policies.Authoring;

/// <summary>A comment, and whether an empty line stands before it.</summary>
internal sealed record Comment(string Text, bool BlankBefore);
