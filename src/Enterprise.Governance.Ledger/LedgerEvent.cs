using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Enterprise.Governance.Ledger;

/// <summary>An event to append: a type and a JSON object. Immutable; not checked until it is appended.</summary>
public sealed class LedgerEvent
{
    /// <summary>The most characters an event type may have.</summary>
    public const int MaxTypeLength = 100;

    private LedgerEvent(string type, ReadOnlyMemory<byte> data, ImmutableArray<string> personalPointers = default)
    {
        if (!IsValidType(type))
            throw new ArgumentException("an event type has 1 to 100 characters of a-z, 0-9, `_` and `.`", nameof(type));
        Type = type;
        Data = data;
        PersonalPointers = personalPointers.IsDefault ? [] : personalPointers;
    }

    /// <summary>Gets the type, such as <c>action.completed</c>: <c>[a-z0-9_.]{1,100}</c>.</summary>
    public string Type { get; }

    /// <summary>Gets the data as UTF-8 JSON; an object.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Gets the places in the data whose values are kept beside the chain, where they can be erased: RFC 6901 pointers such as <c>/args</c>; empty by default.</summary>
    public ImmutableArray<string> PersonalPointers { get; }

    /// <summary>Creates an event from JSON text.</summary>
    /// <param name="type">The type: <c>[a-z0-9_.]{1,100}</c>.</param>
    /// <param name="utf8Data">A JSON object in UTF-8; the memory must not change until the append returns. Empty means <c>{}</c>.</param>
    /// <returns>The event.</returns>
    /// <exception cref="ArgumentException">The type is not valid.</exception>
    public static LedgerEvent Create(string type, ReadOnlyMemory<byte> utf8Data = default) => new(type, utf8Data.IsEmpty ? "{}"u8.ToArray() : utf8Data);

    /// <summary>Creates an event from an object that a source-generated serializer writes.</summary>
    /// <typeparam name="T">The object's type.</typeparam>
    /// <param name="type">The type: <c>[a-z0-9_.]{1,100}</c>.</param>
    /// <param name="data">The object; it must be written as a JSON object.</param>
    /// <param name="jsonTypeInfo">How it is written.</param>
    /// <returns>The event.</returns>
    /// <exception cref="ArgumentException">The type is not valid.</exception>
    public static LedgerEvent Create<T>(string type, T data, JsonTypeInfo<T> jsonTypeInfo) => new(type, JsonSerializer.SerializeToUtf8Bytes(data, jsonTypeInfo));

    /// <summary>Returns the same event with more of its values personal: kept beside the chain until they are erased, while the chain holds a salted commitment to each.</summary>
    /// <param name="pointers">RFC 6901 pointers from the data, such as <c>/args</c> or <c>/items/0/name</c>; checked when the event is appended. Each must name a value of the data, not the
    /// data as a whole, and none may lie inside another.</param>
    /// <returns>The event.</returns>
    /// <exception cref="ArgumentNullException">A pointer is <see langword="null"/>.</exception>
    /// <remarks>The places stay readable, and so do the event's other values: what is personal must not stand in names of members either.</remarks>
    public LedgerEvent WithPersonal(params ReadOnlySpan<string> pointers)
    {
        foreach (string pointer in pointers)
            ArgumentNullException.ThrowIfNull(pointer, nameof(pointers));
        return new LedgerEvent(Type, Data, [.. PersonalPointers, .. pointers]);
    }

    internal static bool IsValidType(string? type) =>
        type is { Length: > 0 and <= MaxTypeLength } && !type.AsSpan().ContainsAnyExcept(TypeCharacters);

    private static readonly System.Buffers.SearchValues<char> TypeCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");
}
