namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>What a formula says about one thing of the request.</summary>
internal abstract class Literal : Formula;
