using System.Text.Json.Serialization;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>What a governed endpoint answered, as it is kept in the chain and for replay. Immutable.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The field <c>Content-Type</c>, or <see langword="null"/>.</param>
/// <param name="Location">The field <c>Location</c>, or <see langword="null"/>.</param>
/// <param name="Body">The body, byte for byte.</param>
[JsonConverter(typeof(StoredResponseConverter))]
internal sealed record StoredResponse(int Status, string? ContentType, string? Location, ReadOnlyMemory<byte> Body);
