using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>Other labels for a run, as lists show them. Immutable. What is not set stays as it is.</summary>
public sealed record RunUpdate
{
    private readonly string? _title;

    /// <summary>Gets the title, at most 500 characters; setting it to <see langword="null"/> clears the run's.</summary>
    public string? Title
    {
        get => _title;
        init => (_title, ChangesTitle) = (value, true);
    }

    /// <summary>Gets whether <see cref="Title"/> was set.</summary>
    public bool ChangesTitle { get; private init; }

    /// <summary>Gets the labels, each 1 to 200 characters, in place of those before; <see langword="null"/> keeps them.</summary>
    public ImmutableArray<string>? Tags { get; init; }
}
