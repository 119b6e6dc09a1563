namespace Enterprise.Governance;

/// <summary>
/// Looks for reasons why the host must not start. All checks run, and start-up fails once with everything they found.
/// </summary>
public interface IStartupCheck
{
    /// <summary>Looks for problems; changes nothing.</summary>
    /// <param name="cancellationToken">Cancels looking.</param>
    /// <returns>One line per problem, for people, without secrets.</returns>
    ValueTask<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken);
}
