namespace Enterprise.Governance.Policies.Linting.Solving;

internal enum Verdict
{
    /// <summary>Proved: there is none.</summary>
    Unsatisfiable,

    /// <summary>One was found.</summary>
    Satisfiable,

    /// <summary>Neither: the work was used up, or something is beyond the solver.</summary>
    Undecided,
}
