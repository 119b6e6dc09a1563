using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance;

/// <summary>A call to a language model, as it is held before it is made. Immutable.</summary>
public sealed record LlmCall
{
    /// <summary>Creates a call.</summary>
    /// <param name="model">The model's name, such as <c>gemini-2.5-flash</c>.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public LlmCall(string model) => Model = GovernanceIdentifier.RequireName(model);

    /// <summary>Gets the model's name.</summary>
    public string Model { get; }

    /// <summary>Gets the length of the prompt in UTF-16 characters, from which tokens are estimated; or <see langword="null"/>.</summary>
    public long? PromptCharacters { get; init; }

    /// <summary>Gets the tokens of the prompt, if they are known better than by estimate.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Gets the most tokens that the model may answer with, held in advance; or <see langword="null"/>.</summary>
    public long? MaxOutputTokens { get; init; }

    internal long? HeldTokens
    {
        get
        {
            long? prompt = PromptTokens ?? (PromptCharacters is { } characters ? TokenEstimator.EstimateTokens(characters) : null);
            return prompt is null && MaxOutputTokens is null ? null : Math.Min(LlmUsage.MaxTokens, (prompt ?? 0) + (MaxOutputTokens ?? 0));
        }
    }
}
