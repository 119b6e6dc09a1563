using Enterprise.Governance.Policies.Linting;

namespace Enterprise.Governance.Policies;

public sealed partial class PolicySet
{
    /// <summary>Finds out what in the rules cannot be meant: rules that never match, change no decision, repeat or contradict others, and more.</summary>
    /// <param name="options">Catalogue and budget; <see cref="PolicyLintOptions.Default"/> if absent.</param>
    /// <returns>The findings. What says that something never happens is proved for every request; what the budget did not suffice for is listed as <c>lint_incomplete</c>.</returns>
    public PolicyLintReport Lint(PolicyLintOptions? options = null) => new Linter(this, options ?? PolicyLintOptions.Default).Run();
}
