namespace Spico.Silo.Retention;

/// <summary>A stream's grain that keeps in memory what may be erased.</summary>
[Alias("spico.erasable")]
internal interface IErasable : IGrainWithStringKey
{
    /// <summary>Drops what is in memory: whoever asks next is answered from the store.</summary>
    [Alias("drop"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Drop();
}
