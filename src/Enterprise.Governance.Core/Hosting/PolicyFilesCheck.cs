using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Hosting;

/// <summary>Reads every policy source and reports what is wrong, without putting anything in force.</summary>
internal sealed class PolicyFilesCheck(IOptions<PoliciesOptions> options) : IStartupCheck
{
    public async ValueTask<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken)
    {
        List<SourceDiagnostic> problems = [];
        List<PolicyFile> files = [];
        foreach (IPolicySource source in options.Value.Sources)
        {
            PolicySourceContent content = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            files.AddRange(content.Files);
            problems.AddRange(content.Errors);
        }

        PolicyLoadResult result = PolicySet.Load(files);
        problems.AddRange(result.Errors);
        if (options.Value.FailOnLintErrors && result.Set is { } set)
            problems.AddRange(set.Lint(options.Value.Lint).Errors);
        return [.. problems.Select(static problem => problem.ToString())];
    }
}
