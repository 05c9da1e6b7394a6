// What was revealed does not stay on the screen: after some seconds the page goes back to the masked one.

const link = document.querySelector("[data-mask-again]");
setTimeout(() => location.replace(link.href), Number(link.dataset.maskAgain) * 1000);
