using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>The tests of a file with the policies that they test, or every reason why there are none. Immutable.</summary>
public sealed class PolicyTestLoadResult
{
    internal PolicyTestLoadResult(PolicyTestSuite? suite, IEnumerable<SourceDiagnostic> errors)
    {
        Errors = [.. errors];
        Suite = Errors.IsEmpty ? suite : null;
    }

    /// <summary>Gets the tests; <see langword="null"/> if there is any error.</summary>
    public PolicyTestSuite? Suite { get; }

    /// <summary>Gets what is wrong with the test file, then with the policies.</summary>
    public ImmutableArray<SourceDiagnostic> Errors { get; }

    /// <summary>Gets whether there are tests.</summary>
    [MemberNotNullWhen(true, nameof(Suite))]
    public bool IsLoaded => Suite is not null;

    /// <summary>Returns the tests.</summary>
    /// <returns><see cref="Suite"/>.</returns>
    /// <exception cref="PolicyLoadException">There is an error; the exception lists all of them.</exception>
    public PolicyTestSuite GetSuite() => Suite ?? throw new PolicyLoadException(Errors);
}
