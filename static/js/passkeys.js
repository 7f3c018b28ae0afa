/* Passkeys: offered only where the browser knows them, and what fails is said in words beside the button. */
(() => {
  const known = Boolean(window.PublicKeyCredential);
  document.querySelectorAll(".js-passkey").forEach((form) => { form.hidden = !known; });

  document.addEventListener("allauth.error", (event) => {
    const places = document.querySelectorAll(".js-passkey-problem");
    if (!places.length) return;
    event.preventDefault();
    const name = event.detail.exception && event.detail.exception.name;
    const words = {
      NotAllowedError: "La demande a été annulée ou a trop duré. Vous pouvez réessayer.",
      InvalidStateError: "Cet appareil a déjà une clé d’accès pour votre compte.",
      NotSupportedError: "Cet appareil ne sait pas créer ce genre de clé.",
    };
    places.forEach((place) => {
      place.textContent = words[name] || "La clé d’accès n’a pas répondu. Réessayez, ou choisissez un autre moyen.";
      place.hidden = false;
    });
  });
})();
