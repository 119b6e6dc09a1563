namespace Enterprise.Governance.Anchoring;

/// <summary>One signature line of a note. Whose it is only a key tells.</summary>
/// <param name="Name">The name of the key, as the line has it.</param>
/// <param name="KeyId">The id of the key, as the line has it.</param>
/// <param name="Signature">The signature: 64 bytes of Ed25519, for a cosignature of a witness behind 8 bytes of time.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Returns the line without its line feed.</summary>
    /// <returns><c>— NAME BASE64</c>, the Base64 of key id and signature.</returns>
    public override string ToString()
    {
        byte[] data = new byte[sizeof(uint) + Signature.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(data, KeyId);
        Signature.Span.CopyTo(data.AsSpan(sizeof(uint)));
        return $"{SignedNote.SignaturePrefix}{Name} {Convert.ToBase64String(data)}";
    }
}
