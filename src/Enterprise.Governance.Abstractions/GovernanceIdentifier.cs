using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Enterprise.Governance;

/// <summary>The rules for identifiers of tenants, orgs, users and runs, and for names of actions and tools.</summary>
/// <remarks>
/// Identifiers have 1 to 200 characters, names 1 to 500. Neither may hold a lone surrogate, which no UTF-8 store could keep;
/// identifiers also hold no control character. Both are compared by code point (ordinal).
/// </remarks>
public static class GovernanceIdentifier
{
    /// <summary>The most characters (UTF-16 code units) an identifier may have.</summary>
    public const int MaxLength = 200;

    /// <summary>The most characters (UTF-16 code units) an action or tool name may have.</summary>
    public const int MaxNameLength = 500;

    /// <summary>Tells whether <paramref name="value"/> can be a tenant, org, user or run identifier.</summary>
    /// <param name="value">The text to look at.</param>
    /// <param name="problem">What is wrong, for people, when the result is <see langword="false"/>.</param>
    /// <returns><see langword="true"/> if it is valid.</returns>
    public static bool IsValid([NotNullWhen(true)] string? value, [NotNullWhen(false)] out string? problem)
    {
        problem = LengthProblem(value, MaxLength) ?? ControlCharacterProblem(value!) ?? SurrogateProblem(value!);
        return problem is null;
    }

    /// <summary>Tells whether <paramref name="value"/> can be the name of an action or a tool.</summary>
    /// <param name="value">The text to look at.</param>
    /// <param name="problem">What is wrong, for people, when the result is <see langword="false"/>.</param>
    /// <returns><see langword="true"/> if it is valid.</returns>
    public static bool IsValidName([NotNullWhen(true)] string? value, [NotNullWhen(false)] out string? problem)
    {
        problem = LengthProblem(value, MaxNameLength) ?? SurrogateProblem(value!);
        return problem is null;
    }

    /// <summary>Returns <paramref name="value"/> if it is a valid identifier.</summary>
    /// <param name="value">The identifier.</param>
    /// <param name="paramName">The argument's name, filled in by the compiler.</param>
    /// <returns>The same text.</returns>
    /// <exception cref="ArgumentException">It is not a valid identifier.</exception>
    public static string Require([NotNull] string? value, [CallerArgumentExpression(nameof(value))] string? paramName = null) =>
        IsValid(value, out string? problem) ? value : throw new ArgumentException($"`{paramName}` {problem}", paramName);

    /// <summary>Returns <paramref name="value"/> if it is a valid action or tool name.</summary>
    /// <param name="value">The name.</param>
    /// <param name="paramName">The argument's name, filled in by the compiler.</param>
    /// <returns>The same text.</returns>
    /// <exception cref="ArgumentException">It is not a valid name.</exception>
    public static string RequireName([NotNull] string? value, [CallerArgumentExpression(nameof(value))] string? paramName = null) =>
        IsValidName(value, out string? problem) ? value : throw new ArgumentException($"`{paramName}` {problem}", paramName);

    private static string? LengthProblem(string? value, int max) => value switch
    {
        null or "" => "must not be empty",
        { Length: var length } when length > max => $"has {length} characters; at most {max} are allowed",
        _ => null,
    };

    private static string? ControlCharacterProblem(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]))
                return $"has the control character U+{(int)value[i]:X4} at index {i}";
        }

        return null;
    }

    private static string? SurrogateProblem(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]))
                i++;
            else
                return $"has a lone surrogate at index {i}";
        }

        return null;
    }
}
