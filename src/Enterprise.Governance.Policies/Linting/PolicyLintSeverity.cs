namespace Enterprise.Governance.Policies;

/// <summary>How much a finding of the lint matters.</summary>
public enum PolicyLintSeverity
{
    /// <summary>Something to know; nothing is wrong.</summary>
    Information = 0,

    /// <summary>The rules work, but probably not as their author thinks.</summary>
    Warning = 1,

    /// <summary>The rules cannot be meant as they are.</summary>
    Error = 2,
}
